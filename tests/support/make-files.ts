/** Small files of kinds that are not text, made byte by byte. */
import { zipSync } from 'fflate';

const encoder = new TextEncoder();

/**
 * A PDF with a page for each text, in a font that every reader has.
 *
 * @param pages lines of ASCII; an empty list makes a page with a picture and no text
 */
export function makePdf(pages: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> {
	const contents = pages.map((lines) =>
		lines.length === 0
			? '0.5 g 72 72 200 200 re f'
			: `BT /F1 12 Tf 14 TL 72 720 Td ${lines.map((line) => `(${escape(line)}) Tj T*`).join(' ')} ET`
	);
	const pageIds = pages.map((_, index) => 4 + index * 2);
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages.length} >>`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		...contents.flatMap((content, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
			`<< /Length ${content.length} >>\nstream\n${content}\nendstream`
		])
	];
	let body = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = body.length;
		body += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
	return encoder.encode(
		`${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`
	);
}

function escape(text: string): string {
	return text.replaceAll(/[\\()]/g, '\\$&');
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A Word file with these paragraphs; one that begins with `# ` is a heading. Further parts may be put into it. */
export function makeDocx(
	paragraphs: readonly string[],
	further: Record<string, Uint8Array> = {}
): Uint8Array<ArrayBuffer> {
	const body = paragraphs
		.map((text) => {
			const isHeading = text.startsWith('# ');
			const style = isHeading ? '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' : '';
			const words = xmlText(isHeading ? text.slice(2) : text);
			return `<w:p>${style}<w:r><w:t xml:space="preserve">${words}</w:t></w:r></w:p>`;
		})
		.join('');
	const parts = {
		'[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		'_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
		'word/styles.xml': `<w:styles xmlns:w="${WORD}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
		'word/_rels/document.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
		'word/document.xml': `<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`
	};
	const packed = Object.entries(parts).map(([name, text]) => [
		name,
		encoder.encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`)
	]);
	return zipSync({ ...(Object.fromEntries(packed) as Record<string, Uint8Array>), ...further });
}

function xmlText(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
