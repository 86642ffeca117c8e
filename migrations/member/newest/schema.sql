CREATE TABLE `fact` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notification` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text,
	`item` text,
	`thread` text,
	`group_key` text,
	`merged_into` text,
	`digest_key` text,
	`content` text NOT NULL,
	`outcome` text NOT NULL,
	`decision` text NOT NULL,
	`shown` integer NOT NULL,
	`read_at` integer,
	`archived_at` integer,
	`interrupted_at` integer,
	`expires_at` integer,
	`due_at` integer,
	`policy` text,
	`deliveries` text,
	`follow_up` text,
	`items` text,
	`folded` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ring` (
	`name` text NOT NULL,
	`slot` integer NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`entry` text NOT NULL,
	PRIMARY KEY(`name`, `slot`)
) WITHOUT ROWID;
