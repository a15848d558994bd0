// Vite compiles JSX by itself; only fast refresh, which a build has not, would need a plugin.
export default { oxc: { jsx: { runtime: 'automatic' } } }
