CREATE TABLE `standing` (
	`id` integer PRIMARY KEY NOT NULL,
	`circuit` text NOT NULL,
	`booked_until` integer NOT NULL
);
