CREATE TABLE `suppression` (
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	`members` text NOT NULL,
	`released` integer NOT NULL,
	PRIMARY KEY(`channel`, `address`)
) WITHOUT ROWID;
