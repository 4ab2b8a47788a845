// All that an author writes: the package is found, bundled and split by Vite.
import 'chalkgrad';
