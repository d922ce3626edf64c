/** Column of a resubmission's source that holds the row of the first source, under which its findings are told. */
export const rowColumn = '__row';
