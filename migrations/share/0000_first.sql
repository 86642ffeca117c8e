CREATE TABLE `turn` (
	`event` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`weight` integer NOT NULL,
	`running` integer NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID;
