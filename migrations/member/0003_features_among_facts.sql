INSERT INTO `fact` SELECT 'features:' || `dataset`, `value` FROM `feature`;--> statement-breakpoint
DROP TABLE `feature`;