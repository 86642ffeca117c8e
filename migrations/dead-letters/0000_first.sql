CREATE TABLE `dead_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`lane` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	`message` text NOT NULL,
	`replayed_at` integer
) WITHOUT ROWID;
