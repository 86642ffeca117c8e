/** The host of the stories' push service, as TOWER_PUSH_ALLOW takes it. */
export const PUSH_HOST = 'push.example';
