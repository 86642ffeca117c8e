CREATE TABLE `calibration` (
	`model` text NOT NULL,
	`version` integer NOT NULL,
	`bins` text NOT NULL,
	PRIMARY KEY(`model`, `version`)
) WITHOUT ROWID;
