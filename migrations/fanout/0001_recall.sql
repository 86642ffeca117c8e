ALTER TABLE `batch` ADD `recalls` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `fanout` ADD `recalled_at` integer;--> statement-breakpoint
ALTER TABLE `slice` ADD `recalls` integer DEFAULT false NOT NULL;