export const design = {
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  dismiss: 'Dismiss',
  notices: 'Notices',
  save: 'Save',
  tryAgain: 'Try again',
  wait: 'Please wait',
};
