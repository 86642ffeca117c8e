CREATE TABLE `device` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`address` text NOT NULL,
	`host` text NOT NULL,
	`form` text DEFAULT 'desktop' NOT NULL,
	`app` text,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `dropped` (
	`slot` integer PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`entries` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `engagement` (
	`slot` integer PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`channel` text
);
--> statement-breakpoint
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
