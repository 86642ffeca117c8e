CREATE TABLE `edge` (
	`hash` integer NOT NULL,
	`member` text NOT NULL,
	`kind` text NOT NULL,
	`strength` real NOT NULL,
	PRIMARY KEY(`hash`, `member`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `shard` (
	`id` integer PRIMARY KEY NOT NULL,
	`splitting` integer NOT NULL,
	`epoch` integer NOT NULL,
	`parts` integer NOT NULL,
	`whole` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `slot` (
	`slot` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`moved` integer NOT NULL
);
