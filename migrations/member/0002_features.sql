CREATE TABLE `feature` (
	`dataset` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) WITHOUT ROWID;
