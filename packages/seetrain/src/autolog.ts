// node --import seetrain/autolog app.js: records the model calls of a program whose code stays as it is.
import '@seetrain/autolog/register'
