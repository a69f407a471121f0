// GraphiQL on this server's own /graphql, with the examples of schema/examples as a menu.
import { useEditorContext } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './graphiql.css';

// The token is written here: it goes with each question and is kept nowhere.
const HEADERS = JSON.stringify({ Authorization: '' }, null, 2);

async function ask(parameters, { headers = {} } = {}) {
  const accept = 'application/graphql-response+json, application/json';
  // the editor learns the name of an operation a moment after its text is there: the name before would find nothing
  const { operationName, ...nameless } = parameters;
  const body = JSON.stringify(parameters.query.includes(operationName) ? parameters : nameless);
  const response = await fetch('/graphql', { method: 'POST', headers: { 'Content-Type': 'application/json', accept, ...headers }, body });
  return response.json();
}

function Examples({ examples }) {
  const { queryEditor } = useEditorContext({ nonNull: true });
  return (
    <section className="examples" aria-label="Examples">
      {examples.map(({ name, title, query }) => (
        <button key={name} id={name} type="button" className="graphiql-un-styled" onClick={() => queryEditor?.setValue(query)}>{title}</button>
      ))}
    </section>
  );
}

const examples = await (await fetch('/graphiql/examples.json')).json();
const menu = { title: '示例 Examples', icon: () => <span aria-hidden="true">例</span>, content: () => <Examples examples={examples} /> };

createRoot(document.getElementById('page')).render(
  <GraphiQL
    fetcher={ask}
    plugins={[menu]}
    defaultQuery={examples[0].query}
    defaultHeaders={HEADERS}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
    storage={null}
  />,
);
