// Compiles only if the documents that graphql-codegen wrote know the types of their answers.
import type { ResultOf } from '@graphql-typed-document-node/core';
import type { FourQuestionsDocument } from '../generated/documents/graphql';

export function heads(answer: ResultOf<typeof FourQuestionsDocument>): (string | null | undefined)[] {
  return answer.households?.edges.map(({ node }) => node.headName) ?? [];
}
