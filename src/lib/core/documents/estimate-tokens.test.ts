import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens, lengthWithin } from './estimate-tokens.ts';

/** Kinds of text, each with the number of tokens that the cl100k tokenizer makes of it. */
const COUNTED: readonly (readonly [kind: string, tokens: number, text: string])[] = [
	[
		'English prose',
		102,
		`On 3 May 2021 pump 7 at Norrvik harbour lost pressure at 04:12. The night crew under Jon Berg shut the inner gate and called the port office. Maria Lund of Oslo, who runs the maintenance contract, arrived at 05:40 and found the seal torn along its lower edge. Her log gives the loss as some four cubic metres of diesel, none of which reached the basin. The insurer asks why the inspection that was due in February did not take place.`
	],
	[
		'a Markdown document',
		127,
		`# Harbour report

## What happened

- **04:12** pump 7 loses pressure
- **04:15** the night crew shuts the inner gate (see [procedure 12](docs/procedure-12.md))
- **05:40** maintenance arrives

| pump | state | checked |
| --- | --- | --- |
| 6 | runs | 2021-04-30 |
| 7 | *stopped* | 2020-11-02 |

> The seal was torn along its lower edge.

1. Replace the seal.
2. Check \`pressure_limit\` in the controller.`
	],
	[
		'a server log',
		197,
		`2026-11-22T13:04:07.112Z INFO  [http-nio-8080-exec-3] c.a.orders.RequestFilter - 10.0.12.7 GET /api/v2/items/7919 200 14ms trace=9e3779b1
2026-11-22T13:04:07.480Z WARN  [scheduler-1] c.a.orders.StockJob - retrying in 500 ms (attempt 2 of 5)
2026-11-22T13:04:09.003Z ERROR [http-nio-8080-exec-9] c.a.orders.OrderService - could not reserve stock for order 48213
2026-11-22T13:04:09.004Z ERROR [http-nio-8080-exec-9] c.a.orders.OrderService - caused by: connection to db-2.internal:5432 refused`
	],
	[
		'an access log',
		128,
		`10.0.12.7 - - [22/Nov/2026:13:04:07 +0100] "GET /static/app.3f9c1b.js HTTP/1.1" 200 48213 "https://example.org/" "Mozilla/5.0 (X11; Linux x86_64)"
10.0.12.9 - alice [22/Nov/2026:13:04:09 +0100] "POST /login?next=%2Forders HTTP/1.1" 302 0 "-" "curl/8.5.0"`
	],
	[
		'a stack trace',
		77,
		`java.lang.IllegalStateException: order 48213 has no customer
	at com.acme.orders.OrderService.findCustomer(OrderService.java:118)
	at com.acme.orders.OrderController.show(OrderController.java:42)
	at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:1014)
	at javax.servlet.http.HttpServlet.service(HttpServlet.java:655)
	... 31 more`
	],
	[
		'TypeScript',
		103,
		`/** Keeps the newest entries, oldest first. */
export function createHistory<Entry>(limit: number) {
	const entries: Entry[] = [];
	return {
		add(entry: Entry) {
			entries.push(entry);
			if (entries.length > limit) entries.shift();
		},
		get latest(): Entry | undefined {
			return entries.at(-1);
		},
		findLast: (isWanted: (entry: Entry) => boolean) => entries.findLast(isWanted)
	};
}`
	],
	[
		'Python',
		111,
		`def read_rows(path: Path, *, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield each row of the file as a dictionary."""
    with path.open(newline="", encoding="utf-8") as handle:
        for number, row in enumerate(csv.DictReader(handle, delimiter=delimiter), start=1):
            if not row.get("customer_id"):
                raise ValueError(f"row {number}: customer_id is empty")
            yield {key.strip(): value.strip() for key, value in row.items()}`
	],
	[
		'JSON',
		130,
		`{
  "id": "order-48213",
  "createdAt": "2026-11-22T13:04:07Z",
  "customer": { "id": 771, "name": "Jon Berg", "emails": ["jon@example.org"] },
  "lines": [
    { "sku": "PUMP-7-SEAL", "quantity": 2, "unitPrice": 48.5 },
    { "sku": "GATE-KEY", "quantity": 1, "unitPrice": 12 }
  ],
  "paid": false,
  "notes": null
}`
	],
	[
		'JSON on one line',
		58,
		`{"level":"error","ts":1763816649.003,"logger":"orders","msg":"could not reserve stock","orderId":48213,"attempt":2,"err":{"code":"ECONNREFUSED","address":"10.0.3.12","port":5432}}`
	],
	[
		'German',
		130,
		`Am frühen Morgen des dritten Mai fiel der Druck an der siebten Pumpe plötzlich ab. Die Mannschaft der Nachtschicht bemerkte den Fehler erst, als die Anzeige im Leitstand auf Rot sprang. Jon Berg ließ das innere Tor schließen und verständigte die Hafenverwaltung, die wiederum den Wartungsdienst rief. Gegen zwanzig vor sechs traf Maria Lund ein, öffnete das Gehäuse und fand die Dichtung an der unteren Kante eingerissen.`
	],
	[
		'Russian',
		175,
		`Третьего мая, вскоре после четырёх часов утра, седьмой насос в порту потерял давление. Ночная смена закрыла внутренние ворота и позвонила в портовую контору. Мария Лунд, которая отвечает за обслуживание, приехала без двадцати шесть и нашла уплотнение разорванным вдоль нижнего края. По её записям, потеря составила около четырёх кубометров топлива.`
	],
	[
		'Chinese',
		122,
		`五月三日凌晨四点十二分，港口的七号泵失去了压力。夜班人员关闭了内门，并给港务局打了电话。负责维护合同的玛丽亚五点四十分到达，发现密封圈沿下边缘撕裂。她的记录显示，大约损失了四立方米柴油，没有流入港池。`
	]
];

describe('the estimate is near the true count, and rather above it', () => {
	test.each(COUNTED)('%s', (_, tokens, text) => {
		const ratio = estimateTokens(text) / tokens;
		expect(ratio).toBeGreaterThanOrEqual(0.85);
		expect(ratio).toBeLessThanOrEqual(1.45);
	});

	test('base64', () => {
		const ratio = estimateTokens(btoa(COUNTED[0]?.[2] ?? '')) / 399;
		expect(ratio).toBeGreaterThanOrEqual(0.85);
		expect(ratio).toBeLessThanOrEqual(1.45);
	});

	test('over all kinds together it is above', () => {
		const total = COUNTED.reduce((sum, [, tokens]) => sum + tokens, 0);
		const estimated = COUNTED.reduce((sum, [, , text]) => sum + estimateTokens(text), 0);
		expect(estimated).toBeGreaterThan(total);
	});

	test('a name with an accent makes a stretch of an English text dearer, not all of it', () => {
		const english = 'The contract with the harbour was extended by another three years. '.repeat(
			20
		);
		const named = `Zürich. ${english}`;
		expect(estimateTokens(named) - estimateTokens(english)).toBeLessThan(30);
	});
});

const anyText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.string({ unit: 'binary-ascii', maxLength: 300 }),
	fc.string({
		unit: fc.constantFrom(
			'a',
			'B',
			'é',
			'ß',
			' ',
			'\n',
			'.',
			'7',
			'=',
			'诺',
			'Н',
			'🚀',
			'word ',
			'Größe '
		),
		maxLength: 200
	})
);

test('only the empty text has no tokens', () => {
	expect(estimateTokens('')).toBe(0);
	fc.assert(
		fc.property(anyText, (text) => {
			const tokens = estimateTokens(text);
			expect(Number.isInteger(tokens)).toBe(true);
			expect(tokens > 0).toBe(text !== '');
		})
	);
});

test('the beginning of a text is never estimated at more than the whole', () => {
	fc.assert(
		fc.property(anyText, anyText, (beginning, rest) => {
			expect(estimateTokens(beginning)).toBeLessThanOrEqual(estimateTokens(beginning + rest));
		}),
		{ numRuns: 1000 }
	);
});

test('two texts together are estimated at little more than each alone', () => {
	fc.assert(
		fc.property(anyText, anyText, (one, other) => {
			// An accent at the end of the one reaches over a stretch of the other.
			const reach = /[\u00c0-\u024f]/.test(one) ? 20 : 0;
			expect(estimateTokens(one + other)).toBeLessThanOrEqual(
				estimateTokens(one) + estimateTokens(other) + 4 + reach
			);
		}),
		{ numRuns: 1000 }
	);
});

describe('the length within a number of tokens', () => {
	test('is that of a beginning that is estimated at no more', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: -1, max: 120 }), (text, maxTokens) => {
				const length = lengthWithin(text, maxTokens);
				expect(estimateTokens(text.slice(0, length))).toBeLessThanOrEqual(Math.max(0, maxTokens));
			}),
			{ numRuns: 1000 }
		);
	});

	test('is that of the longest such, give or take a piece', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, maxTokens) => {
				const further = text.slice(0, lengthWithin(text, maxTokens) + 64);
				const isWhole = further === text && estimateTokens(text) <= maxTokens;
				expect(isWhole || estimateTokens(further) > maxTokens).toBe(true);
			}),
			{ numRuns: 1000 }
		);
	});

	test('is nothing for no tokens, not even a space, which costs nothing beside a word', () => {
		expect(lengthWithin(' word', 0)).toBe(0);
		expect(lengthWithin(' word', 2)).toBe(5);
	});

	test('takes a limit with a fraction for the whole number below', () => {
		const text = 'one two three four five six seven';
		expect(lengthWithin(text, 4.99)).toBe(lengthWithin(text, 4));
	});
});
