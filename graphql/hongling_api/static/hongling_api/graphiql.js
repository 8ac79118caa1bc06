// Starts GraphiQL on the page's own address; the session vouches for the user, the token for the page.
"use strict";

(() => {
  const token = document.querySelector('meta[name="csrf-token"]').content;

  async function fetcher({ query, variables, operationName }) {
    const answer = await fetch(location.pathname, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Accept": "application/graphql-response+json, application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": token,
      },
      body: JSON.stringify({ query, variables, operationName }),
    });
    return answer.json();
  }

  const example = "# 按 Ctrl-Enter 执行；左侧可查看接口说明。\n{\n  me {\n    username\n    name\n  }\n}\n";
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, { fetcher, defaultQuery: example, isHeadersEditorEnabled: false })
  );
})();
