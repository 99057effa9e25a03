#!/bin/sh
# A web server whose page says which container answers. Ends at once when asked to.
mkdir -p /www
echo "container $(hostname) answers at $(hostname -i)" > /www/index.html
httpd -f -p 80 -h /www &
trap 'exit 0' TERM INT
wait
