import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** Markdown of people: HTML in it stays text, and pictures from elsewhere are not fetched. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={{
          a: ({ href, children }) => (
            <a href={href} rel="noreferrer noopener" target="_blank">
              {children}
            </a>
          ),
          input: ({ checked }) => (
            <input
              type="checkbox"
              disabled
              checked={checked === true}
              aria-label={checked === true ? 'done' : 'to do'}
            />
          ),
          img: ({ src, alt }) => (
            <a href={typeof src === 'string' ? src : undefined} rel="noreferrer noopener" target="_blank">
              {alt || 'picture'}
            </a>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}
