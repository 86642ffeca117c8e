CREATE TABLE `provider` (
	`name` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`sealed` text NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhook` (
	`name` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
