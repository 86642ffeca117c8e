CREATE TABLE `event` (
	`hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`source` text NOT NULL,
	`digest` text NOT NULL,
	`accepted_at` integer NOT NULL,
	`state` text NOT NULL,
	`activity` text NOT NULL,
	`recipients` text NOT NULL,
	`audience` integer NOT NULL,
	`offered` integer NOT NULL,
	`decisions` text NOT NULL,
	`reasons` text NOT NULL,
	`deliveries` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `event_unfinished` ON `event` (`accepted_at`) WHERE state = 'accepted';--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`at` integer NOT NULL,
	`identities` text NOT NULL
) WITHOUT ROWID;
