import './demo/tower-demo.ts';
import { registerServiceWorker } from './push/browser-push.ts';

// Registered at once, not on the first subscribe, so that a browser that already has a subscription gets the new one.
void registerServiceWorker();
