export const design = {
  close: 'Close',
  dismiss: 'Dismiss',
  notices: 'Notices',
  wait: 'Please wait',
};
