CREATE TABLE `dataset` (
	`name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer,
	`push` text,
	`generation` integer NOT NULL,
	`past` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `member_row` (
	`dataset` text NOT NULL,
	`member` text NOT NULL,
	`stamp` integer NOT NULL,
	`hashes` text NOT NULL,
	PRIMARY KEY(`dataset`, `member`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `named` (
	`dataset` text NOT NULL,
	`generation` integer NOT NULL,
	`part` integer NOT NULL,
	`members` text NOT NULL,
	`subjects` text NOT NULL,
	PRIMARY KEY(`dataset`, `generation`, `part`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `subject` (
	`dataset` text NOT NULL,
	`target` text NOT NULL,
	`features` text NOT NULL,
	PRIMARY KEY(`dataset`, `target`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `underway` (
	`id` integer PRIMARY KEY NOT NULL,
	`dataset` text NOT NULL,
	`at` integer NOT NULL,
	`members` text NOT NULL
);
