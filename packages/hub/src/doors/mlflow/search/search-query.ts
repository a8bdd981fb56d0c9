/** What each search of MLflow may be asked. */
export interface SearchQuery {
  filter?: string | undefined
  max_results?: number | undefined
  order_by?: string[] | undefined
  page_token?: string | undefined
}
