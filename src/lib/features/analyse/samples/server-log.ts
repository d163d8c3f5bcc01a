/** A morning of a small web shop's server; invented. */
export const serverLog = `2026-03-14T06:00:01.114Z INFO  [main] shop.Boot - starting shop-api 4.18.2 on node-3
2026-03-14T06:00:02.870Z INFO  [main] shop.Db - pool ready, 20 connections to db-1:5432
2026-03-14T06:00:03.015Z WARN  [main] shop.Config - CACHE_TTL is not set, using 300 s
2026-03-14T06:00:03.402Z INFO  [main] shop.Http - listening on :8080
2026-03-14T06:12:44.090Z INFO  [http-4] shop.Orders - order 88121 placed, 3 items, 74.50 EUR
2026-03-14T06:31:09.551Z WARN  [http-2] shop.Db - slow query 1,840 ms: SELECT * FROM stock WHERE depot = 'HAM'
2026-03-14T06:31:12.907Z WARN  [http-7] shop.Db - slow query 2,212 ms: SELECT * FROM stock WHERE depot = 'HAM'
2026-03-14T06:31:30.003Z ERROR [http-7] shop.Stock - timeout after 15000 ms waiting for a connection (pool: 20 in use, 0 idle)
2026-03-14T06:31:30.004Z ERROR [http-7] shop.Http - GET /api/stock/HAM 500 15012 ms trace=7f3a1c
2026-03-14T06:31:31.118Z ERROR [http-3] shop.Stock - timeout after 15000 ms waiting for a connection (pool: 20 in use, 0 idle)
2026-03-14T06:31:31.119Z ERROR [http-3] shop.Http - GET /api/stock/HAM 500 15009 ms trace=7f3a2b
2026-03-14T06:31:45.660Z WARN  [health] shop.Health - database check took 9,870 ms
2026-03-14T06:32:02.415Z ERROR [http-9] shop.Orders - order 88124 not saved: Connection terminated unexpectedly
    at Connection.onEnd (/app/node_modules/pg/lib/client.js:132:29)
    at Socket.emit (node:events:518:28)
    at endReadableNT (node:internal/streams/readable:1696:12)
2026-03-14T06:32:02.431Z INFO  [retry] shop.Orders - order 88124 queued for retry 1 of 5
2026-03-14T06:33:10.007Z INFO  [db] shop.Db - db-1 closed 20 connections: restarting for maintenance
2026-03-14T06:34:55.290Z INFO  [db] shop.Db - pool ready, 20 connections to db-1:5432
2026-03-14T06:35:02.440Z INFO  [retry] shop.Orders - order 88124 saved on retry 2
2026-03-14T06:40:00.001Z INFO  [cron] shop.Stock - nightly index of stock(depot) was skipped: lock held by pid 4410
2026-03-14T07:02:17.733Z WARN  [http-1] shop.Db - slow query 1,611 ms: SELECT * FROM stock WHERE depot = 'HAM'
2026-03-14T07:15:48.020Z INFO  [http-4] shop.Orders - order 88131 placed, 1 item, 12.00 EUR
`;
