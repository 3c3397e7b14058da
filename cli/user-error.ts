/** A mistake of the user's: told by its message alone, without a stack. */
export class UserError extends Error {}
