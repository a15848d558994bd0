/** What `assignee_id` says in a query for conversations that nobody owns. */
export const NOBODY = 'none'
