// What operations are called that only the full module knows; it says in English itself what they do.

export default {
  'title.draw': 'Draw a mask',
  'title.track': 'Update the running statistics',
  'title.clip_grad': 'Clip the gradients',
  'title.schedule': 'Set the learning rate ({op})',
};
