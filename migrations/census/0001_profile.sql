CREATE TABLE `profile` (
	`hash` integer NOT NULL,
	`member` text NOT NULL,
	`attributes` blob NOT NULL,
	PRIMARY KEY(`hash`, `member`)
) WITHOUT ROWID;
