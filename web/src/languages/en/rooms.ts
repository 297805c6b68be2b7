export const rooms = {
  /** Between names that stand one after the other. */
  comma: ', ',
  /** A direct room whose people are not known. */
  direct: 'Direct message',
};
