/** Where Firebase takes messages, and where its service accounts get their tokens. */
export const FCM_HOSTS: readonly string[] = ['fcm.googleapis.com', 'oauth2.googleapis.com'];
