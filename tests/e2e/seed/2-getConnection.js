var netType =  phoneServer.getConnection();
// console.log(netType);
// netType 的值为 wifi cellular(流量) unknown(未知)
