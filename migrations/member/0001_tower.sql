ALTER TABLE `device` ADD `form` text DEFAULT 'desktop' NOT NULL;--> statement-breakpoint
ALTER TABLE `device` ADD `app` text;--> statement-breakpoint
ALTER TABLE `engagement` ADD `channel` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `thread` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `group_key` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `digest_key` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `follow_up` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `items` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `folded` integer DEFAULT 0 NOT NULL;