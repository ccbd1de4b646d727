/* The rules for the page's script and for its tests. */
const rules = {
  'array-callback-return': 'error', 'consistent-return': 'error', 'curly': ['error', 'multi-line'], 'eqeqeq': 'error', 'no-alert': 'error',
  'no-constant-condition': 'error', 'no-console': 'off', 'no-dupe-keys': 'error', 'no-eval': 'error', 'no-implied-eval': 'error', 'no-implicit-globals': 'error',
  'no-redeclare': 'error', 'no-self-assign': 'error', 'no-shadow': ['error', {builtinGlobals: false}], 'no-undef': 'error', 'no-unreachable': 'error',
  'no-unused-vars': ['error', {argsIgnorePattern: '^_'}], 'no-use-before-define': ['error', {functions: false, variables: false}], 'no-var': 'error', 'prefer-const': 'error',
  /* Nothing of the data may become markup or style text. */
  'no-restricted-properties': ['error', {property: 'innerHTML'}, {property: 'outerHTML'}, {property: 'insertAdjacentHTML'}, {property: 'cssText'},
    {object: 'document', property: 'write'}]
};
const known = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default [
  {files: ['page.js'], languageOptions: {sourceType: 'script', globals: known(['L', 'document', 'window'])}, rules},
  {files: ['*.mjs'], languageOptions: {globals: known(['axe', 'console', 'document', 'getComputedStyle', 'KeyboardEvent', 'process', 'setTimeout', 'window'])}, rules}
];
