// What a Relay client writes for a list that pages: relay-compiler checks it against docs/schema.graphql.
import { graphql } from 'relay-runtime';

export const fragment = graphql`
  fragment Households_query on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }, region: { type: "String" })
  @refetchable(queryName: "HouseholdsPage") {
    households(first: $count, after: $cursor, where: { region: $region }) @connection(key: "Households_households") {
      totalCount
      edges { node { id number headName members { id name } } }
    }
  }
`;

export const node = graphql`
  fragment Households_household on Household @refetchable(queryName: "HouseholdAgain") {
    headName
    category
  }
`;

export const query = graphql`
  query HouseholdsQuery($region: String) { ...Households_query @arguments(region: $region) }
`;
