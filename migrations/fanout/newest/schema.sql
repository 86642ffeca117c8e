CREATE TABLE `batch` (
	`id` text PRIMARY KEY NOT NULL,
	`slice` integer,
	`after` text,
	`until` text,
	`members` text,
	`size` integer NOT NULL,
	`attempt` integer NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL,
	`offered` integer NOT NULL,
	`decisions` text NOT NULL,
	`reasons` text NOT NULL,
	`recalls` integer DEFAULT false NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `fanout` (
	`id` integer PRIMARY KEY NOT NULL,
	`activity` text NOT NULL,
	`recipients` text NOT NULL,
	`audience` integer NOT NULL,
	`resent_at` integer NOT NULL,
	`resends` integer NOT NULL,
	`reported` integer NOT NULL,
	`recalled_at` integer,
	`paused_at` integer,
	`cancelled_at` integer,
	`weight` integer DEFAULT 0 NOT NULL,
	`turn` text DEFAULT 'none' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `slice` (
	`number` integer PRIMARY KEY NOT NULL,
	`from_hash` integer NOT NULL,
	`to_hash` integer NOT NULL,
	`cursor` text,
	`batches` integer NOT NULL,
	`done` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`recalls` integer DEFAULT false NOT NULL,
	`parked` integer DEFAULT false NOT NULL,
	`pruned` integer DEFAULT 0 NOT NULL
);
