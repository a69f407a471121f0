// urql against the served API: address, token. Pages by cursors, then asks what does not exist; prints what came.
import { cacheExchange, createClient, fetchExchange, gql } from '@urql/core';

const [address, token] = process.argv.slice(2);
const fetchOptions = { headers: { Authorization: `Bearer ${token}` } };
const client = createClient({ url: `${address}/graphql`, exchanges: [cacheExchange, fetchExchange], fetchOptions, preferGetMethod: false });
const PAGE = gql`
  query Page($after: String) {
    households(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id number } } }
  }
`;

const numbers = [];
let page, after;
do {
  const { data, error } = await client.query(PAGE, { after }).toPromise();
  if (error) throw error;
  page = data.households;
  numbers.push(...page.edges.map(({ node }) => node.number));
  after = page.pageInfo.endCursor;
} while (page.pageInfo.hasNextPage);
const { error } = await client.query(PAGE, { after: 'bad' }).toPromise();
console.log(JSON.stringify({ numbers, totalCount: page.totalCount, code: error.graphQLErrors[0].extensions.code }));
