export const design = {
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  dismiss: 'Dismiss',
  language: {
    label: 'Language',
    system: 'As the browser',
    unreachable: 'This language cannot be fetched now. It will be used when Parley is opened next.',
  },
  notCopied: 'This browser does not let Parley copy. Select the text and copy it yourself.',
  notices: 'Notices',
  save: 'Save',
  showMore: 'Show more',
  showPassword: 'Show password',
  someone: 'Someone',
  tryAgain: 'Try again',
  wait: 'Please wait',
};
