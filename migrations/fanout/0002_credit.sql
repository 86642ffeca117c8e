ALTER TABLE `fanout` ADD `paused_at` integer;--> statement-breakpoint
ALTER TABLE `fanout` ADD `cancelled_at` integer;--> statement-breakpoint
ALTER TABLE `fanout` ADD `weight` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `fanout` ADD `turn` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `slice` ADD `parked` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `slice` ADD `pruned` integer DEFAULT 0 NOT NULL;