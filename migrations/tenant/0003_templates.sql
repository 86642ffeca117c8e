CREATE TABLE `template` (
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`definition` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`name`, `version`)
) WITHOUT ROWID;
