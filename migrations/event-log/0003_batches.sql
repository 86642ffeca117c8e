DROP INDEX `event_unfinished`;--> statement-breakpoint
ALTER TABLE `event` RENAME TO `event_before`;--> statement-breakpoint
CREATE TABLE `batch` (
	`number` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`ends` text NOT NULL,
	`entries` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event` (
	`hash` text PRIMARY KEY NOT NULL,
	`batch` integer NOT NULL,
	`source` text NOT NULL,
	`state` text,
	`audience` integer,
	`pruned` integer,
	`offered` integer,
	`decisions` text,
	`reasons` text,
	`deliveries` text,
	`recalled_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `event_unfinished` ON `event` (`batch`) WHERE state = 'accepted';--> statement-breakpoint
INSERT INTO `event` SELECT `hash`, row_number() OVER (ORDER BY `accepted_at`, `hash`), `source`, `state`, `audience`, `pruned`, `offered`, `decisions`, `reasons`, `deliveries`, `recalled_at` FROM `event_before`;--> statement-breakpoint
INSERT INTO `batch` SELECT `event`.`batch`, `accepted_at`, '[]', json_array(json_object('hash', `event_before`.`hash`, 'digest', `digest`, 'activity', json(`activity`), 'recipients', json(`recipients`))) FROM `event` JOIN `event_before` ON `event_before`.`hash` = `event`.`hash`;--> statement-breakpoint
DROP TABLE `event_before`;
