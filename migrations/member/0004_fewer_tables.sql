CREATE TABLE `ring` (
	`name` text NOT NULL,
	`slot` integer NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`entry` text NOT NULL,
	PRIMARY KEY(`name`, `slot`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `ring` SELECT 'dropped', `slot`, `sequence`, `at`, `entries` FROM `dropped`;--> statement-breakpoint
INSERT INTO `ring` SELECT 'engagement', `slot`, `sequence`, `at`, json_object('action', `action`, 'kind', `kind`, 'target', `target`, 'channel', `channel`) FROM `engagement`;--> statement-breakpoint
INSERT INTO `fact` SELECT 'devices', json_group_array(json_object('id', `id`, 'kind', `kind`, 'address', json(`address`), 'host', `host`, 'form', `form`, 'app', `app`, 'createdAt', `created_at`) ORDER BY `created_at`) FROM `device` HAVING count(*) > 0;--> statement-breakpoint
DROP TABLE `dropped`;--> statement-breakpoint
DROP TABLE `engagement`;--> statement-breakpoint
DROP TABLE `device`;