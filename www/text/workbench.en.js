// What the workbench says in English; see en.js for the rules.

export default {};
