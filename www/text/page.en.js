// What the project's own pages say around the elements, in English.

export default {
  'page.title': 'Chalkgrad – fit a line, one operation at a time',
  'page.description':
    'A neural-network playground to step through: every operation of PyTorch’s forward pass, backward pass and update, forwards and backwards in time.',
  'page.heading': 'Fit a line, one operation at a time',
  'page.lead':
    'Fifteen points, one weight, one bias. Press Play to train as PyTorch does, or walk through every operation, forwards and backwards, and see where each number comes from.',
  'page.skip': 'Skip to the controls',
  'page.still.title': 'Why nothing moves',
  'page.still.script':
    'This page trains a small model in your browser. For that it needs JavaScript and WebAssembly, and JavaScript does not run here. The words on this page stay true all the same.',
  'page.still.file':
    'This page was opened as a file, and browsers do not run such a page’s programs. Serve its folder with any web server (for example “python3 -m http.server”) and open the address it prints.',
  'nav.line': 'Line',
  'nav.network': 'Network',
  'theme.auto': 'Theme: as the system',
  'theme.light': 'Theme: light',
  'theme.dark': 'Theme: dark',
  'card.program': 'The program',
  'card.program.empty': 'Here stands the training as a PyTorch program. The line that has just been executed is marked.',
  'card.fit': 'The fit',
  'card.fit.empty': 'Here are the fifteen data points as red dots, and the line that the model draws through them in blue.',
  'card.loss': 'The loss',
  'card.loss.empty': 'Here is the loss of every training step: the mean of the squared distances between the line and the points.',
  'card.explain': 'What just happened',
  'card.explain.empty': 'Here every operation explains itself: its formula, the formula with the numbers put in, and why it is so.',
  'more.open': 'Another operation, another cell, every part',
  'card.numbers': 'The numbers now',
  'card.numbers.empty': 'Here are the weight and the bias, their gradients, and the loss.',
  'card.log': 'The log',
  'card.log.empty': 'Here is what the program prints: one line per epoch.',
  'card.graph': 'The operation graph',
  'card.graph.empty': 'Here is every operation of this training step as a picture: from the data and the parameters to the loss, and the gradients on their way back.',
  'card.quiz': 'Try it yourself',
  'card.quiz.empty': 'Here you predict what the next operation gives, before you see it.',
  'card.surface': 'The loss surface',
  'card.surface.empty': 'Here is the loss for every weight and bias, seen from above, with the way that training has gone down to the lowest point.',
  'card.gradcheck': 'The gradient check',
  'card.gradcheck.empty': 'Here the gradient that backward computes stands beside the slope between two losses next to each other.',
  'card.examples': 'Examples to compute by hand',
  'card.examples.empty': 'Here are trainings small enough for paper and pencil, each one press away.',
  'guide.graph.text':
    'The operations of one training step, from the data and the parameters to the loss. A filled cell is a number above 0, a bar one below 0; the more colour, the further from 0. Dashed violet arrows are gradients flowing back. Click a node to see all its numbers.',
  'card.edit': 'Change from here',
  'card.edit.empty':
    'Here you change the learning rate, the optimizer, the loss or a point in the middle of a run. The past stays, and the old future stays beside the new one.',
  'card.settings': 'Settings',
  'guide.title': 'How to read this page',
  'guide.intro':
    'The model is a straight line: y = weight · x + bias. Training looks for the weight and the bias that bring the line as close to the points as it can. One round, called an epoch, takes 13 operations, and you can stop at each of them.',
  'guide.colours': 'The colours',
  'guide.now': 'Yellow: now',
  'guide.now.text': 'The operation that has just been done: the same moment in the program, in the numbers, on the loss and on the timeline.',
  'guide.data': 'Red, dotted line: data',
  'guide.data.text': 'The fifteen points that the model learns from. Training never changes them.',
  'guide.model': 'Blue, solid line: model',
  'guide.model.text': 'What training changes: the weight, the bias, and the line that they draw.',
  'guide.grad': 'Violet, dashed line: gradient',
  'guide.grad.text': 'How much the loss would change if this number grew a little. + means that the loss would grow with it.',
  'guide.best': 'Green, dotted: best possible',
  'guide.best.text': 'No straight line comes closer to these points. The loss ends near it, not at 0.',
  'guide.parts': 'The parts',
  'guide.program.text':
    'The training as a PyTorch program that you can copy and run; it prints the same numbers. Below it are the five parts of an epoch and how many of their operations are done.',
  'guide.fit.text': 'Red dots: the data. Blue line: what the model predicts for every x, with the weight and the bias of this moment.',
  'guide.loss.text':
    'How far the line is from the points: the mean of the squared distances. “log” spreads out the small values. The yellow dot is now.',
  'guide.explain.text':
    'The operation just done: its formula, the same with numbers from this moment (long sums are shortened with “…”), what the letters stand for, and one sentence why. ≈ stands where the numbers shown are rounded; “Digits: all” shows them in full. ∂L/∂w reads “how the loss changes with w”.',
  'guide.numbers.text':
    'The parameters and their gradients; yellow is what the last operation wrote. There is no gradient before the first backward pass, and none after zero_grad. Small names such as 0.weight are PyTorch’s. “Digits” sets the decimals here and in the formulas.',
  'guide.log.text': 'What the program prints, one line per epoch. The loss in it was computed in that epoch’s forward pass, before the update.',
  'guide.settings': 'Learning rate, epochs, seed',
  'guide.settings.text':
    'The learning rate says how far each update goes; try 0.03 to see training blow up. Epochs are rounds through the data. The seed decides the random initial weights: the same seed gives the same run, here and in PyTorch.',
  'guide.bar': 'The bar at the bottom',
  'guide.bar.text':
    'Play, or go one operation, batch or epoch in either direction; with fifteen points in a single batch, a batch is an epoch. ↺ goes back to the same initial weights. The slider sets the speed. The curve is the loss over the whole run: drag along it to any moment. The part you have gone back from is paler. Its height is on a logarithmic scale.',
  'guide.keys': 'The keyboard',
  'guide.keys.text': 'After a click on the page: Space plays and pauses, → and ← go one operation, with Shift one epoch.',
  'message.dismiss': 'Dismiss',
  'message.setting': '{name} cannot be “{value}”. {fits} Using {used}.',
  'message.unknown': 'The address names {names}, which means nothing here. It is ignored.',
  'message.lang': 'The address asks for the language “{asked}”. There are en and zh-CN.',
  'message.language': 'The texts of that language could not be loaded.',
};
