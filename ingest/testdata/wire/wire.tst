a1234_____
r a BC-LIS--Pilots 1stLd-Writethru   05-06 0120
^BC-LIS--Pilots, 1st Ld-Writethru,90<
^Harbor pilots end strike<
^Eds: Adds quote.<
^By JANE ROWE=
^Wire Writer=
	   LISSEM (WP) _ Harbor pilots went back to work on Monday, 
ending a strike of nine days.<
	   ``We are glad,'' the mayor said.<

	   WP-WF-05-06-24 1415GMT<
a1235_____
r a BC-LIS--Pilots KILL   05-06 0030
^BC-LIS--Pilots, KILL<
	   Kill the story slugged Pilots.<
WP-WF-05-06-24 1500GMT<
