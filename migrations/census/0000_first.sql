CREATE TABLE `follow` (
	`member` text NOT NULL,
	`node` text NOT NULL,
	`kind` text NOT NULL,
	`strength` real NOT NULL,
	PRIMARY KEY(`member`, `node`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `roll` (
	`member` text PRIMARY KEY NOT NULL
) WITHOUT ROWID;
