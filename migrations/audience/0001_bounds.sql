CREATE TABLE `bound` (
	`key` text NOT NULL,
	`block` integer NOT NULL,
	`entries` text NOT NULL,
	PRIMARY KEY(`key`, `block`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `bound_key` (
	`key` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`at` integer NOT NULL,
	`learning` integer NOT NULL,
	`blocks` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lift_count` (
	`id` integer PRIMARY KEY NOT NULL,
	`count` integer NOT NULL
);
