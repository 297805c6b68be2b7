export const design = {
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  dismiss: 'Dismiss',
  notices: 'Notices',
  save: 'Save',
  showMore: 'Show more',
  someone: 'Someone',
  tryAgain: 'Try again',
  wait: 'Please wait',
};
