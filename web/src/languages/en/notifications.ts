export const notifications = {
  from: (name: string, room: string) => `${name} in ${room}`,
  message: 'New message',
  mention: 'You were mentioned',
};
